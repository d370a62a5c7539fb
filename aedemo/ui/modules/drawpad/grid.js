import { GRID } from "../constants.js";
import { clamp } from "../numbers.js";

/** A coordinate of a drawing: in the square, on a grid that a link can tell without loss. */
export const onGrid = (number) => Math.round(clamp(number, 0, 1) * GRID) / GRID;
