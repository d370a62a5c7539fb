// Where the server's files are.

// Gradio's own paths start at the app's root, which is where this module came from.
const root = import.meta.url.split("/gradio_api/")[0];

/**
 * The address of a file whose path starts at the app's root; any other address stays as it is.
 *
 * @param {string} url
 */
export const fromRoot = (url) => (url.startsWith("/gradio_api/") ? root + url : url);
