// What travels between Python and the page.

/**
 * Bytes that came as base64.
 *
 * @param {string} base64
 */
export function bytes(base64) {
  const letters = atob(base64);
  const numbers = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) numbers[i] = letters.charCodeAt(i);
  return numbers;
}

/**
 * And the way back.
 *
 * @param {Uint8Array} numbers
 */
export const base64 = (numbers) => btoa(String.fromCharCode(...numbers));

/**
 * The same in letters that an address may hold.
 *
 * @param {Uint8Array} numbers
 */
export const packed = (numbers) =>
  base64(numbers).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/**
 * And back again. Throws where it is no base64.
 *
 * @param {string} text
 */
export const unpacked = (text) => bytes(text.replaceAll("-", "+").replaceAll("_", "/"));

/**
 * A copy free of Gradio's reactive proxies, which are slow to index.
 *
 * @param {any} value
 */
export const plain = (value) => JSON.parse(JSON.stringify(value ?? null));

/**
 * For props.value: Gradio makes proxies of a plain object's every part, but not of one without a
 * prototype, and then sends it several times faster.
 *
 * @param {object} value
 */
export const light = (value) => Object.assign(Object.create(null), value);

/**
 * Calls `receive` with the value that is there now, if any, and with each that comes.
 *
 * @param {Pick<Host, "props" | "watch">} host
 * @param {(value: any) => void} receive
 */
export function follow({ props, watch }, receive) {
  const take = () => {
    const value = plain(props.value);
    if (value) receive(value);
  };
  watch("value", take);
  take();
}
