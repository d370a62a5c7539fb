// The page's digit: what is on its pad, which every tab is about.

import { light } from "./values.js";

/** @type {any} */
let digit = null; // null before there is a pad
/** @type {((events: string[]) => void)[]} */
const followers = [];

/**
 * The pad shows another digit, or the same after an action is over.
 *
 * @param {any} value
 * @param {string[]} events of the pad
 */
export function showDigit(value, events) {
  digit = value;
  for (const follow of followers) follow(events);
}

/** What is on the pad, as a copy for Gradio; null before there is one. */
export const currentDigit = () => digit && light(digit);

/**
 * Calls `follow` with the pad's events each time it has told of one.
 *
 * @param {(events: string[]) => void} follow
 */
export function followDigit(follow) {
  followers.push(follow);
}
