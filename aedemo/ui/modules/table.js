// The figures of a card as comma-separated values: of its charts, its tables, its captioned pictures.

/**
 * "" where it shows no figures.
 *
 * @param {HTMLElement} card
 */
export function csvOf(card) {
  const blocks = [...chartsOf(card), ...tablesOf(card), ...captionsOf(card)];
  return blocks.map((rows) => rows.map((row) => row.map(cell).join(",")).join("\n")).join("\n\n");
}

const isSeen = (element) => element.checkVisibility();

function chartsOf(card) {
  const charts = [...card.querySelectorAll(".js-plotly-plot")].filter(isSeen);
  return charts.map((chart) => {
    const rows = [["line", "x", "y"]];
    for (const { name = "", x = [], y = [] } of /** @type {any} */ (chart).data) {
      for (let i = 0; i < y.length; i++) rows.push([name, x[i], y[i]]);
    }
    return rows;
  });
}

function tablesOf(card) {
  const tables = [...card.querySelectorAll("table")].filter(isSeen);
  return tables.map((table) =>
    [...table.rows].map((row) => [...row.cells].map((each) => each.innerText)),
  );
}

// One row a picture: each line of what is said of it.
function captionsOf(card) {
  const captioned = [...card.querySelectorAll(".tile, .pin, figure")].filter(isSeen);
  const rows = captioned.map((each) => linesOf(each)).filter((lines) => /\d/.test(lines.join()));
  return rows.length ? [rows] : [];
}

function linesOf(element) {
  const [leaf, ...more] = [...element.querySelectorAll("*")].filter(
    (each) => !each.childElementCount && each.checkVisibility() && each.textContent.trim(),
  );
  const lines = leaf ? [leaf, ...more].map((each) => each.textContent.trim()) : [];
  return lines.filter((line) => line !== "×");
}

const cell = (value) => {
  const text = String(value).replace(/\s+/g, " ").trim();
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
