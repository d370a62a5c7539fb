// What Gradio does again and again to no purpose is done once or not at all. It stands at the top of
// the page's head, for Gradio takes some of these functions for itself when it starts.

(() => {
  endIndicator();
  copyQuickly();
  keepStyles();

  // Its loading indicator counts its seconds once a frame, and goes on counting for ever when the
  // page stands and it has gone: a fifth of a core in every open page. Its next frame is refused.
  function endIndicator() {
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
  }

  // Before and after each answer it copies all that its inputs hold, piece by piece: two thousand
  // times a number, a word or nothing, of which a copy is the same, and digits, which nobody changes
  // (see `light` in modules/values.js).
  function copyQuickly() {
    const copy = window.structuredClone;
    window.structuredClone = (value, options) => {
      const isCopied = Object(value) === value && Object.getPrototypeOf(value) !== null;
      return isCopied ? copy(value, options) : value;
    };
  }

  // At each new value of a component it sets that component's style anew, to what it is; the browser
  // then finds out for all that is on the page how it looks, 15 ms a stroke's step.
  function keepStyles() {
    const { get, set } = Object.getOwnPropertyDescriptor(Node.prototype, "textContent") ?? {};
    Object.defineProperty(HTMLStyleElement.prototype, "textContent", {
      configurable: true,
      get,
      set(text) {
        if (get?.call(this) !== text) set?.call(this, text);
      },
    });
  }
})();
