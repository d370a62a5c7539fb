// Whether a pen is down or a question unanswered, and how long the server takes to answer: what is
// slow waits until nothing is, and a hand that moves asks less often when many others ask.

const RESTS_AFTER = 250; // ms

let pens = 0;
let unanswered = 0;
let took = 0; // ms

/** A pen is put down: call what is returned when it is lifted. */
export function penDown() {
  pens++;
  return () => {
    pens--;
  };
}

/** How long the last answer took, in ms; 0 before there was any. */
export const lastAnswerTook = () => took;

/**
 * A function that, each time it is called, puts `act` off until there is a moment's rest.
 *
 * @param {() => void} act
 * @param {number} pause in ms
 */
export function atRest(act, pause = RESTS_AFTER) {
  let timer = 0;
  return function wait() {
    clearTimeout(timer);
    timer = setTimeout(() => (pens || unanswered ? wait() : act()), pause);
  };
}

// Gradio asks by `fetch`, and tells nobody of it.
const fetched = window.fetch;
window.fetch = async (...request) => {
  const [asked] = request;
  const url = asked instanceof Request ? asked.url : String(asked);
  if (!url.includes("/gradio_api/run/")) return fetched(...request);
  const began = performance.now();
  unanswered++;
  try {
    return await fetched(...request);
  } finally {
    unanswered--;
    took = performance.now() - began;
  }
};
