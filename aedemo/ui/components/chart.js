// A figure, drawn by plotly.

import { fromRoot } from "../modules/address.js";
import { finder, firstPaint } from "../modules/dom.js";
import { watchNear } from "../modules/near.js";
import { once } from "../modules/once.js";
import { plain } from "../modules/values.js";

const CONFIG = { displayModeBar: false, responsive: false };

/** @param {Host} host */
export function mount({ element, props, watch, settings }) {
  const chart = finder(element)(".chart");
  let width = 0;

  watch("value", draw);
  const isNear = watchNear(chart, draw);
  // Also when it was laid out in what was closed, where it had no width.
  new ResizeObserver(() => {
    if (chart.clientWidth !== width) draw();
  }).observe(chart);

  // What changes while it is far away is drawn when it comes near.
  async function draw() {
    if (!isNear() || !props.value || !chart.clientWidth) return;
    width = chart.clientWidth;
    try {
      await firstPaint; // it is three times as large as all that the first picture takes
      const plotly = await fetchPlotly(fromRoot(settings.plotly));
      const { data, layout } = plain(props.value);
      await plotly.react(chart, data, { ...layout, width: chart.clientWidth }, CONFIG);
    } catch {
      chart.textContent = "This chart could not be fetched. Is the server still there?";
    }
  }
}

/** It is no module: it leaves a global behind. */
const fetchPlotly = once(
  (url) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.addEventListener("load", () => resolve(window.Plotly));
      script.addEventListener("error", reject);
      script.src = url;
      document.head.append(script);
    }),
);
