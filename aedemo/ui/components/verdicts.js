// A table of models. `element`, `props` and `watch` come from gr.HTML, the rest from shared.js.

const LOW = [245, 147, 34], MIDDLE = [232, 234, 235], HIGH = [8, 119, 189]; // the diverging scale
const { judges, heads } = settings;
const measured = judges.some(({ auc }) => auc.length);
const mean = (auc) => auc.reduce((sum, each) => sum + each, 0) / auc.length;

let shown = null;
let order = null; // what the rows are sorted by: a column and its direction
const rows = judges.map(makeRow);
makeHead();
sortBy(measured ? heads.length + 2 : -1);
watch("value", () => receive(plain(props.value)));
receive(plain(props.value));

function receive(value) {
  if (!value) return;
  shown = { ...shown, ...value };
  if (value.pixels) {
    const pixels = bytes(value.pixels);
    rows.forEach((row, i) => {
      row.error = value.errors[i];
      row.rank = value.ranks[i];
      drawGrey(row.canvas, pixels.subarray(i * PIXELS, (i + 1) * PIXELS));
      row.number.textContent = row.error.toFixed(4);
    });
  }
  judge();
  if (order.column === 0 || order.column === 1) sortBy(order.column, order.down);
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
}

// The threshold is each model's own: the error that only `rate` of the digits exceed.
function judge() {
  if (!measured) return;
  const passing = [];
  let flags = 0, known = 0;
  for (const row of rows) {
    const has = row.rank !== null && row.rank !== undefined;
    const flagged = has && row.rank > 1 - shown.rate;
    row.tr.classList.toggle("flagged", flagged);
    row.verdict.textContent = !has ? "" : flagged ? "no digit" : "a digit";
    row.fill.style.width = `${100 * (row.rank ?? 0)}%`;
    row.tick.style.left = `${100 * (1 - shown.rate)}%`;
    row.share.textContent = !has ? "" : row.rank >= 1 ? "all" : `${(100 * row.rank).toFixed(1)} %`;
    known += has;
    flags += flagged;
    if (has && !flagged) passing.push(row.label);
  }
  const few = passing.length && passing.length <= 4 ? `; for ${passing.join(", ")} it is a digit` : "";
  find(".summary").textContent = known ? `${flags} of ${known} models say: this is no digit${few}.` : "";
}

function makeHead() {
  const titles = ["Error", "Above this share of digits", ...heads, "Mean"];
  const cells = titles.slice(0, measured ? titles.length : 1).map((title, column) => {
    const cell = make("th", column > 1 ? "heat" : column ? "rank" : "error");
    cell.scope = "col";
    const button = make("button", "", title);
    button.type = "button";
    button.addEventListener("click", () => sortBy(column, order.column === column ? !order.down : true));
    cell.append(button);
    return cell;
  });
  const model = make("th", "model", "Model and its answer");
  model.scope = "col";
  find("thead tr").append(model, ...cells);
}

function makeRow({ label, code, auc }) {
  const tr = make("tr", ""), row = { tr, label, auc, canvas: makeCanvas("digit", `What ${label} makes of it`) };
  const model = make("th", "model"), words = make("span", "words", label);
  model.scope = "row";
  words.append(make("span", "code", code));
  model.append(row.canvas, words);
  row.number = make("td", "error");
  tr.append(model, row.number);
  if (!measured) return row;
  const rank = make("td", "rank"), bar = make("span", "bar"), line = make("span", "line");
  row.fill = make("i", "fill");
  row.tick = make("i", "tick");
  row.share = make("span", "share");
  row.verdict = make("span", "verdict");
  bar.append(row.fill, row.tick);
  line.append(row.share, row.verdict);
  rank.append(bar, line);
  tr.append(rank, ...(auc.length ? [...auc, mean(auc)] : []).map(heatCell));
  return row;
}

// 0.5 is guessing; below it the anomalies look more like digits than digits do.
function heatCell(value) {
  const cell = make("td", "heat", value.toFixed(2)), share = 2 * value - 1;
  const end = share < 0 ? LOW : HIGH;
  const colour = MIDDLE.map((from, i) => Math.round(from + Math.abs(share) * (end[i] - from)));
  cell.style.background = `rgb(${colour.join()})`;
  cell.style.color = share > 0.55 ? "#fff" : "#1b1917";
  return cell;
}

function sortBy(column, down = true) {
  order = { column, down };
  const key = (row) => {
    if (column < 0) return 0;
    if (column < 2) return (column ? row.rank : row.error) ?? -1;
    return (column - 2 < row.auc.length ? row.auc[column - 2] : mean(row.auc)) || 0;
  };
  const sorted = [...rows].sort((a, b) => (down ? 1 : -1) * (key(b) - key(a)));
  find("tbody").replaceChildren(...sorted.map(({ tr }) => tr));
  element.querySelectorAll("thead button").forEach((button, i) => {
    const here = i === column;
    button.parentElement.setAttribute("aria-sort", !here ? "none" : down ? "descending" : "ascending");
  });
}
