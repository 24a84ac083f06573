// What the pages do better with a script. Every page works without it.
(function () {
  'use strict'

  // The summary of errors takes the focus, so that a screen reader starts from it.
  function focusSummary (root) {
    const summary = root.querySelector('[data-focus]')
    if (summary) summary.focus()
  }

  // A button that prints is of use only where there is a script.
  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false
    button.addEventListener('click', function () { window.print() })
  })

  // A form marked data-once is sent once; coming back with the browser's arrow makes it ready again.
  document.addEventListener('submit', function (event) {
    const form = event.target
    if (!form.matches('[data-once]') || event.defaultPrevented) return
    if (form.dataset.sent) return event.preventDefault()
    form.dataset.sent = '1'
    form.querySelectorAll('button[type=submit]').forEach(function (button) { button.setAttribute('aria-disabled', 'true') })
  })
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) {
      delete form.dataset.sent
      form.querySelectorAll('[aria-disabled]').forEach(function (button) { button.removeAttribute('aria-disabled') })
    })
  })

  // A page that the browser's arrow brings back sends its form as the one already sent, which acts once: until
  // somebody changes what is in it, that is not a new act.
  const forms = function () { return Array.from(document.querySelectorAll('form')).filter(function (form) { return form.elements.form_id }) }
  const nameOf = function (form) {
    const same = forms().filter(function (other) { return other.getAttribute('action') === form.getAttribute('action') })
    return (form.getAttribute('action') || '') + '#' + same.indexOf(form)
  }
  const newName = function () {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) { return byte.toString(16).padStart(2, '0') }).join('')
  }
  function bringBack () {
    const sent = (history.state && history.state.sent) || {}
    forms().forEach(function (form) {
      const name = sent[nameOf(form)]
      if (!name) return
      form.elements.form_id.value = name
      form.dataset.broughtBack = '1'
    })
  }
  document.addEventListener('submit', function (event) {
    const form = event.target
    if (event.defaultPrevented || !form.elements.form_id) return
    const sent = Object.assign({}, history.state && history.state.sent)
    sent[nameOf(form)] = form.elements.form_id.value
    history.replaceState(Object.assign({}, history.state, { sent: sent }), '')
  })
  document.addEventListener('input', function (event) {
    const form = event.target.form
    if (!form || !form.dataset.broughtBack) return
    delete form.dataset.broughtBack
    form.elements.form_id.value = newName()
  })
  window.addEventListener('pageshow', function (event) {
    const loading = performance.getEntriesByType('navigation')[0]
    if (event.persisted || (loading && loading.type === 'back_forward')) bringBack()
  })

  // Menus made of <details>: closed by Escape and by a click elsewhere.
  function closeMenus (besides) {
    document.querySelectorAll('details[data-menu][open]').forEach(function (menu) {
      if (menu !== besides) menu.open = false
    })
  }
  document.addEventListener('click', function (event) { closeMenus(event.target.closest('details[data-menu]')) })

  // Moves in tables marked data-keyboard: j down, k up, enter opens the row, x selects it.
  function move (rows, here, by) {
    const next = rows[Math.min(Math.max(here + by, 0), rows.length - 1)]
    rows.forEach(function (row) { row.tabIndex = -1; row.removeAttribute('data-here') })
    next.tabIndex = 0
    next.setAttribute('data-here', '')
    next.focus()
    next.scrollIntoView({ block: 'nearest' })
  }
  function act (row, key, event) {
    const target = key === 'Enter' ? row.querySelector('a[href]') : row.querySelector('input[type=checkbox]')
    if (!target) return
    event.preventDefault()
    target.click()
  }
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') {
      const open = document.querySelector('details[data-menu][open] > summary')
      closeMenus(null)
      if (open) open.focus()
    }
    const table = document.querySelector('table[data-keyboard]')
    if (!table || event.ctrlKey || event.metaKey || event.altKey) return
    const on = document.activeElement
    if (on.matches('input:not([type=checkbox]), select, textarea, [contenteditable]')) return
    const rows = Array.from(table.tBodies[0].rows)
    const here = rows.findIndex(function (row) { return row.hasAttribute('data-here') })
    if (!rows.length) return
    if (event.key === 'j') move(rows, here, 1)
    else if (event.key === 'k') move(rows, here, -1)
    else if (here >= 0 && event.key === 'x') act(rows[here], 'x', event)
    else if (on === rows[here] && event.key === 'Enter') act(rows[here], 'Enter', event)
  })

  focusSummary(document)
  document.addEventListener('htmx:afterSwap', function (event) { focusSummary(event.target) })
})()
