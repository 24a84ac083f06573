// What can I use? Answers are compared here, in the browser of who reads: they are sent nowhere and kept nowhere.
// `eligible` says the same as approdo/network/rules/eligibility.py: a test compares the two.
const MOST_AGE = 130;

// Conditions are those of the shape described there; answers {permit: ["work"], age: 20}. Throws for a wrong shape.
export function eligible(conditions, answers) {
  const met = conditions.map((one) => meets(one, answers[one.asks]));
  const missing = [...new Set(conditions.filter((_, index) => met[index] === "ask").map((one) => one.asks))];
  return { answer: met.includes("no") ? "no" : met.includes("ask") ? "ask" : "yes", met, missing };
}

function meets(one, answer) {
  if (answer === undefined || answer === null || answer === "" || (Array.isArray(answer) && !answer.length)) return "ask";
  const held = one.asks === "age" ? inside(one, answer) : among(one, answer);
  return held !== (one.not === true) ? "yes" : "no";
}

function inside(one, age) {
  if (!Number.isInteger(age) || age < 0 || age > MOST_AGE) throw new TypeError("the age is a whole number of years");
  return age >= (one.from ?? 0) && age <= (one.to ?? MOST_AGE);
}

function among(one, answer) {
  const given = typeof answer === "string" ? [answer] : answer;
  if (!Array.isArray(given)) throw new TypeError(`${one.asks} is a word or a list of words`);
  return given.some((word) => one.is.includes(word));
}

// The answers that the fields hold; an age that is no age was not given.
function answersOf(form) {
  const age = form.querySelector("#age"), written = age.value.trim();
  const answers = { age: /^\d{1,3}$/.test(written) && Number(written) <= MOST_AGE ? Number(written) : null };
  age.setAttribute("aria-invalid", String(age.validity.badInput || (written !== "" && answers.age === null)));
  for (const one of form.querySelectorAll("select")) answers[one.id] = one.value;
  answers.family = [...form.querySelectorAll("input[type=checkbox]:checked")].map((one) => one.value);
  return answers;
}

function told(element, answer, words) {
  element.hidden = false;
  element.className = `may ${answer}`;
  element.textContent = words;
}

function compare(form, list, rules) {
  const answers = answersOf(form), words = form.dataset, found = { yes: [], ask: [], no: [] };
  for (const item of list.children) {
    const { answer, met } = eligible(rules[item.dataset.service].all, answers);
    told(item.querySelector(".may"), answer, words[answer]);
    item.querySelectorAll(".fits").forEach((one, index) => { one.textContent = words[`fits${met[index]}`]; });
    found[answer].push(item);
  }
  for (const items of Object.values(found)) items.sort((one, other) => one.dataset.place - other.dataset.place);
  list.append(...found.yes, ...found.ask, ...found.no);
  const number = (count) => String(count).replace(/\d/g, (digit) => String.fromCodePoint(words.zero.codePointAt(0) + Number(digit)));
  document.getElementById("sum").textContent =
    Object.entries(found).map(([answer, items]) => `${words[answer]} (${number(items.length)})`).join(" · ");
}

async function start(form, list) {
  const answer = await fetch(form.dataset.rules, { credentials: "omit" });
  if (!answer.ok) return;
  const rules = (await answer.json()).services;
  if ([...list.children].some((one) => !rules[one.dataset.service])) return; // the list changed in between
  [...list.children].forEach((one, index) => { one.dataset.place = index; });
  const again = () => compare(form, list, rules);
  form.addEventListener("input", again);
  form.addEventListener("reset", () => setTimeout(again));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("alone").hidden = true;
  form.hidden = false;
  form.reset(); // a browser that fills fields again would show what somebody else answered
  again();
}

const form = document.getElementById("mine"), list = document.getElementById("services");
if (form && list) start(form, list).catch(() => {}); // without the conditions the page stays as it is without scripts
