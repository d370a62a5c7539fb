// What models make of a picture: some of them large, all of them in a table.

import { countPaint, finder, make, makeButton, makeCanvas } from "../modules/dom.js";
import { mean } from "../modules/numbers.js";
import { diverging, drawGrey, pictureOf, readableOn } from "../modules/pixels.js";
import { bytes, follow } from "../modules/values.js";

const FEW = 4; // models that can be named

/** @param {Host} host */
export function mount(host) {
  const { element, settings } = host;
  const { judges, heads } = settings;
  const find = finder(element);
  const measured = judges.some(({ auc }) => auc.length);
  const rows = judges.map((judge) => makeRow(judge, measured));
  const few = settings.few.map((place) => makeLarge(rows[place]));
  let shown = { rate: 0 };
  let order = { column: -1, down: true };

  find(".few").append(...few.map(({ figure }) => figure));
  find("summary").textContent = `All ${rows.length} models${
    measured ? ", and the AUC of each against every anomaly" : ""
  }`;
  makeHead();
  sortBy(measured ? heads.length + 2 : -1);
  follow(host, (value) => {
    shown = { ...shown, ...value };
    if (value.pixels) take(value);
    if (measured) judge();
    for (const each of few) showLarge(each);
    if (order.column === 0 || order.column === 1) sortBy(order.column, order.down);
    countPaint(element);
  });

  function take({ seen, pixels, errors, ranks }) {
    drawGrey(find(".seen canvas", HTMLCanvasElement), bytes(seen));
    const pictures = bytes(pixels);
    rows.forEach((row, i) => {
      row.error = errors[i];
      row.rank = ranks[i];
      row.pixels = pictureOf(pictures, i);
      drawGrey(row.canvas, row.pixels);
      row.number.textContent = row.error.toFixed(4);
    });
  }

  // The threshold is each model's own: the error that only `rate` of the digits exceed.
  function judge() {
    const threshold = 1 - shown.rate;
    for (const row of rows) showVerdict(row, threshold);
    const known = rows.filter((row) => hasRank(row));
    const passing = known.filter((row) => row.rank <= threshold).map(({ label }) => label);
    const named = passing.length && passing.length <= FEW;
    const few = named ? `; for ${passing.join(", ")} it is a digit` : "";
    const flags = known.length - passing.length;
    find(".summary").textContent = known.length
      ? `${flags} of ${known.length} models say: this is no digit${few}.`
      : "";
  }

  function makeHead() {
    const titles = ["Error", "Above this share of digits", ...heads, "Mean"];
    const cells = titles.slice(0, measured ? titles.length : 1).map((title, column) => {
      const cell = make("th", column > 1 ? "heat" : column ? "rank" : "error");
      cell.scope = "col";
      const turn = () => sortBy(column, order.column === column ? !order.down : true);
      cell.append(makeButton(title, turn));
      return cell;
    });
    const model = make("th", "model", "Model and its answer");
    model.scope = "col";
    find("thead tr").append(model, ...cells);
  }

  function sortBy(column, down = true) {
    order = { column, down };
    const key = (row) => keyOf(row, column);
    const sorted = [...rows].sort((a, b) => (down ? 1 : -1) * (key(b) - key(a)));
    find("tbody").replaceChildren(...sorted.map(({ tr }) => tr));
    element.querySelectorAll("thead button").forEach((button, i) => {
      const direction = down ? "descending" : "ascending";
      button.parentElement?.setAttribute("aria-sort", i === column ? direction : "none");
    });
  }
}

const hasRank = ({ rank }) => rank !== null && rank !== undefined;

// The columns: the error, its rank, the AUC of each anomaly, and their mean.
function keyOf({ error, rank, auc }, column) {
  if (column < 0) return 0;
  if (column < 2) return (column ? rank : error) ?? -1;
  return (column - 2 < auc.length ? auc[column - 2] : mean(auc)) || 0;
}

function showVerdict(row, threshold) {
  const known = hasRank(row);
  const flagged = known && row.rank > threshold;
  row.tr.classList.toggle("flagged", flagged);
  row.verdict.textContent = !known ? "" : flagged ? "no digit" : "a digit";
  row.fill.style.width = `${100 * (row.rank ?? 0)}%`;
  row.tick.style.left = `${100 * threshold}%`;
  row.share.textContent = !known ? "" : row.rank >= 1 ? "all" : `${(100 * row.rank).toFixed(1)} %`;
}

// A model's answer, large.
function makeLarge(row) {
  const figure = make("figure");
  const canvas = makeCanvas("digit", `What ${row.label} makes of it, large`);
  const words = make("figcaption");
  const verdict = make("b", "pronounced");
  const share = make("span", "code");
  words.append(verdict, make("span", "", row.label), share);
  figure.append(canvas, words);
  return { row, figure, canvas, verdict, share };
}

function showLarge({ row, figure, canvas, verdict, share }) {
  drawGrey(canvas, row.pixels);
  const known = hasRank(row);
  figure.classList.toggle("flagged", row.tr.classList.contains("flagged"));
  verdict.textContent = known ? row.verdict.textContent : "";
  const digits = row.rank >= 1 ? "all digits'" : `that of ${row.share?.textContent} of the digits`;
  share.textContent = `error ${row.error.toFixed(4)}${known ? `, above ${digits}` : ""}`;
}

function makeRow({ label, code, auc }, measured) {
  const tr = make("tr");
  const canvas = makeCanvas("digit", `What ${label} makes of it`);
  const number = make("td", "error");
  const model = make("th", "model");
  const words = make("span", "words", label);
  model.scope = "row";
  words.append(make("span", "code", code));
  model.append(canvas, words);
  tr.append(model, number);
  const row = { tr, label, auc, canvas, number };
  if (!measured) return row;
  const { cell, ...parts } = makeRank();
  tr.append(cell, ...(auc.length ? [...auc, mean(auc)] : []).map(heatCell));
  return { ...row, ...parts };
}

// A bar with a tick at the threshold, and what it comes to.
function makeRank() {
  const cell = make("td", "rank");
  const bar = make("span", "bar");
  const line = make("span", "line");
  const fill = make("i", "fill");
  const tick = make("i", "tick");
  const share = make("span", "share");
  const verdict = make("span", "verdict");
  bar.append(fill, tick);
  line.append(share, verdict);
  cell.append(bar, line);
  return { cell, fill, tick, share, verdict };
}

// 0.5 is guessing; below it the anomalies look more like digits than digits do.
function heatCell(value) {
  const cell = make("td", "heat", value.toFixed(2));
  const colour = diverging(2 * value - 1).map(Math.round);
  cell.style.background = `rgb(${colour.join()})`;
  cell.style.color = readableOn(colour);
  return cell;
}
