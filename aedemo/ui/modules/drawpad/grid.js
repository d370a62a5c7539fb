import { clamp } from "../numbers.js";

/** A coordinate of a drawing: in the square, and with four decimals, which keep the messages small. */
export const onGrid = (number) => Math.round(clamp(number, 0, 1) * 1e4) / 1e4;
