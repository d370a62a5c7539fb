// Gradio's loading indicator counts its seconds once a frame, and goes on counting for ever when the
// page stands and it has gone: a fifth of a core in every open page. Its next frame is then refused.
// It stands in the page's head, for Gradio takes the function for itself when it starts.

(() => {
  const ask = window.requestAnimationFrame;
  let counting = ""; // the text of what counts
  let isOver = false;

  window.requestAnimationFrame = (callback) => {
    if (!isOver) {
      const text = String(callback);
      const isBuilt = document.querySelector(".ae-header .tabs");
      if (!isBuilt && text.includes("performance.now()")) counting = text;
      isOver = isBuilt !== null && text === counting;
      if (isOver) return 0;
    }
    return ask.call(window, callback);
  };
})();
