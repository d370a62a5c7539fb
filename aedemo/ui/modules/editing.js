// What pads have in common that a person edits.

const EVERY = 75; // ms: often enough to follow a hand, rarely under way when it is lifted

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
 * ago.
 *
 * @param {() => void} prepare called before
 * @param {(event: string) => void} trigger
 */
export function makeTeller(prepare, trigger) {
  let timer = 0;
  let last = 0;
  /** @param {string[]} events */
  function now(...events) {
    clearTimeout(timer);
    timer = 0;
    last = performance.now();
    prepare();
    for (const event of events) trigger(event);
  }
  function soon() {
    timer ||= setTimeout(() => now("input"), last + EVERY - performance.now());
  }
  return { now, soon };
}
