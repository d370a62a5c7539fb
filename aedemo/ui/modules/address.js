// Where the server's files are.

import { FILES } from "./constants.js";

// This module came from there.
const root = import.meta.url.split(FILES)[0];

/**
 * The address of a file whose path starts at the app's root; any other address stays as it is.
 *
 * @param {string} url
 */
export const fromRoot = (url) => (url.startsWith("/") ? root + url : url);
