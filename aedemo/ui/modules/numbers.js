// Arithmetic.

/**
 * @param {number} number
 * @param {number} low
 * @param {number} high
 */
export const clamp = (number, low, high) => Math.min(high, Math.max(low, number));

/** One number of the standard normal distribution, by Box and Muller. */
export const normal = () =>
  Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

/** @param {number[]} numbers */
export const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);

/** @param {number[]} numbers */
export const mean = (numbers) => sum(numbers) / numbers.length;
