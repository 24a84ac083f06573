// MiniSearch asked as integreat-app asks it. Arguments: the folder in which the package is installed. Reads from its
// input one JSON value, { documents: [{ path, title, content }], questions: [text], fuzzy } and writes the paths found.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const require = createRequire(join(resolve(process.argv[2]), 'package.json'))
const MiniSearch = require('minisearch').default ?? require('minisearch')
const { documents, questions, fuzzy } = JSON.parse(readFileSync(0, 'utf-8'))
const index = new MiniSearch({
  idField: 'path',
  fields: ['title', 'content'],
  searchOptions: { boost: { title: 2 }, fuzzy, prefix: true }
})
index.addAll(documents)
process.stdout.write(JSON.stringify(questions.map(text => index.search(text).map(found => found.id))))
