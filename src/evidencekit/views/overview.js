"use strict";
const {told, rows} = JSON.parse(document.getElementById("data").textContent);
const body = document.querySelector("#cases tbody");
const find = document.getElementById("find"), result = document.getElementById("result"), due = document.getElementById("due");
const STEP = 200;
const HEADS = [...document.querySelectorAll("#cases th")];
let key = null, down = false, most = STEP;

function cell(line, text, kind, link) {
  const made = line.insertCell();
  if (kind) made.className = kind;
  let inside = made;
  if (link) { inside = document.createElement("a"); inside.href = link; made.append(inside); }
  inside.textContent = text;
  return made;
}
function mark(line, text, tone) {
  const made = line.insertCell(), label = document.createElement("span");
  label.className = "mark " + tone; label.textContent = text; made.append(label);
}
const SOUGHT = ["case", "recipient", "result", "status", "demand", "until", "leftWords", "action", "missing", "carrier", "cause", "claim", "more"];
function speaks(row, words) {
  // Put together when somebody first looks for something: most never do.
  row.all ??= SOUGHT.map(name => row[name]).join(" ").toLowerCase();
  return words.every(word => row.all.includes(word) || row.shared.some(at => lower(at).includes(word)));
}
const lowered = [];
function lower(at) {
  return lowered[at] ??= told[at].toLowerCase();
}
function wanted() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(row => (!words.length || speaks(row, words))
    && (!result.value || row.result === result.value || row.status === result.value)
    && (!due.value || (due.value === "late" ? row.left !== null && row.left < 0 : row.ahead !== null && row.ahead <= Number(due.value))));
  if (key === null) return found;
  // What has no value stands last, whichever way one sorts.
  const sign = down ? -1 : 1, empty = value => value === null || value === "";
  return found.sort((a, b) => {
    const one = a[key], other = b[key];
    if (empty(one) || empty(other)) return empty(one) - empty(other);
    return sign * (typeof one === "number" ? one - other : String(one).localeCompare(String(other)));
  });
}
function show() {
  const found = wanted(), made = document.createDocumentFragment();
  for (const row of found.slice(0, most)) {
    const line = document.createElement("tr");
    const name = cell(line, row.case, "", row.review);
    if (row.shared.length) {
      const sign = document.createElement("a");
      sign.href = "#across"; sign.className = "mark bad"; sign.textContent = "shared";
      sign.title = "Something of it stands in another case as well";
      name.append(" ", sign);
    }
    cell(line, row.recipient);
    mark(line, row.result + (row.status && row.status !== "ready" ? ", " + row.status : ""), row.tone);
    cell(line, row.demand, "sum");
    cell(line, row.until, "day");
    cell(line, row.leftWords, "left " + row.urgency);
    cell(line, row.action);
    cell(line, row.missing, "what");
    cell(line, row.carrier);
    cell(line, row.cause, "cause");
    cell(line, row.claim);
    cell(line, row.bundle ? "PDF" : "", "", row.bundle);
    made.append(line);
  }
  body.replaceChildren(made);
  document.getElementById("shown").textContent = `${Math.min(most, found.length)} of ${found.length} shown`
    + (found.length < rows.length ? `, ${rows.length} in all` : "");
  document.getElementById("more").hidden = found.length <= most;
}
for (const head of HEADS) {
  const button = head.querySelector("button");
  if (button) button.addEventListener("click", () => {
    down = key === head.dataset.key ? !down : false;
    key = head.dataset.key;
    for (const other of HEADS) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    show();
  });
}
for (const each of [find, result, due]) each.addEventListener("input", () => { most = STEP; show(); });
document.getElementById("more").addEventListener("click", () => { most += STEP; show(); });
show();
