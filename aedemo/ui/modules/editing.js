// What pads have in common that a person edits.

import { lastAnswerTook } from "./busy.js";

const EVERY = 75; // ms: often enough to follow a hand, rarely under way when it is lifted
// ms: an answer that takes longer leaves a pause that grows with its square, so that where a class
// draws at once the server has time for the strokes that are done.
const FLUENT = 40;

/**
 * Earlier states, the latest last.
 *
 * @template State
 */
export class History {
  /** @param {number} most how many are kept */
  constructor(most) {
    this.most = most;
    /** @type {State[]} */
    this.states = [];
  }

  get isEmpty() {
    return !this.states.length;
  }

  /** @param {State} state */
  push(state) {
    this.states.push(state);
    if (this.states.length > this.most) this.states.shift();
  }

  pop() {
    return this.states.pop();
  }
}

/**
 * Tells of changes: now(...events) at once, soon() of an `input` when the last word is long enough
 * ago, and lifted() of a `release`, with an `input` before it if something was not told yet.
 *
 * @param {(events: string[]) => void} tell
 */
export function makeTeller(tell) {
  let timer = 0;
  let last = 0;
  /** @param {string[]} events */
  function now(...events) {
    clearTimeout(timer);
    timer = 0;
    last = performance.now();
    tell(events);
  }
  function soon() {
    const pause = Math.max(EVERY, lastAnswerTook() ** 2 / FLUENT);
    timer ||= setTimeout(() => now("input"), last + pause - performance.now());
  }
  const lifted = () => (timer ? now("input", "release") : now("release"));
  return { now, soon, lifted };
}
