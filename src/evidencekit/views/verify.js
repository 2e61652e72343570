"use strict";
const rows = [...document.querySelectorAll("#files tbody tr")];
const body = document.querySelector("#files tbody");
const answer = document.getElementById("answer");
const drop = document.getElementById("drop");

async function digest(file) {
  const bytes = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function mark(row, state, words) {
  row.className = state;
  row.querySelector(".state").textContent = words;
}

function stranger(file, sha256, words) {
  const row = body.insertRow();
  row.dataset.stranger = "yes";
  const name = row.insertCell();
  name.append(Object.assign(document.createElement("b"), { textContent: file.name }));
  name.append(Object.assign(document.createElement("code"), { textContent: sha256 }));
  Object.assign(row.insertCell(), { className: "size", textContent: file.size.toLocaleString("en") + " bytes" });
  row.insertCell().className = "state";
  mark(row, "differs", words);
}

/* A row that was found to differ stays so, whatever comes after it: two files of one name are not both what was sent. */
function judge(file, sha256) {
  const name = file.name.normalize();
  const named = rows.find((row) => row.dataset.name.normalize() === name);
  const alike = rows.filter((row) => row.dataset.sha256 === sha256);
  if (named && named.dataset.sha256 === sha256) {
    if (named.className === "differs") mark(named, "differs", "as sent, but another file of this name differs");
    else mark(named, "same", "as sent");
  } else if (named) {
    mark(named, "differs", alike.length ? `holds what was sent as ${alike[0].dataset.name}` : "changed since it was sent");
  } else if (alike.length) {
    const free = alike.find((row) => row.className === "") || alike[0];
    if (free.className === "") mark(free, "same", `as sent, now named ${file.name}`);
  } else {
    stranger(file, sha256, "was not sent with this claim");
  }
}

function sumUp() {
  const same = rows.filter((row) => row.className === "same").length;
  const changed = rows.filter((row) => row.className === "differs").length;
  const strangers = body.querySelectorAll("[data-stranger]").length;
  const left = rows.length - same - changed;
  const parts = [];
  if (changed) parts.push(`${changed} not as ${changed === 1 ? "it was" : "they were"} sent`);
  if (strangers) parts.push(`${strangers} not of this claim`);
  if (same) parts.push(`${same} of ${rows.length} as sent`);
  if (left) parts.push(`${left} not looked at`);
  const whole = same === rows.length && !strangers;
  answer.className = "answer " + (changed || strangers ? "differs" : whole ? "same" : "some");
  answer.textContent = whole ? `All ${rows.length} files are as they were sent.` : parts.join(", ") + ".";
  if (changed || strangers) answer.textContent += " To begin anew, load this page again.";
  if (whole && rows.length === 1) answer.textContent = "The file is as it was sent.";
}

async function check(files) {
  if (!globalThis.crypto || !crypto.subtle) {
    answer.className = "answer differs";
    answer.textContent = "This browser does not work out SHA-256 here. Save this page as a file and open it from your disk.";
    return;
  }
  for (const file of files) {
    let sha256;
    try {
      sha256 = await digest(file);
    } catch {
      answer.className = "answer differs";
      answer.textContent = `${file.name} cannot be read; drop the files themselves, not a folder.`;
      return;
    }
    judge(file, sha256);
  }
  sumUp();
}

document.getElementById("choose").addEventListener("change", (event) => check([...event.target.files]));
for (const kind of ["dragover", "dragenter"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
document.addEventListener("dragleave", () => drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  check([...event.dataTransfer.files]);
});
