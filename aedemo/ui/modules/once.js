/**
 * `load`, called once an address: a function that gives the same promise each time.
 *
 * @template Loaded
 * @param {(url: string, ...more: any[]) => Promise<Loaded>} load
 * @returns {(url: string, ...more: any[]) => Promise<Loaded>}
 */
export function once(load) {
  /** @type {Map<string, Promise<Loaded>>} */
  const loading = new Map();
  return (url, ...more) => {
    const begun = loading.get(url);
    if (begun) return begun;
    const promise = load(url, ...more);
    promise.catch(() => loading.delete(url)); // so that it can be tried again
    loading.set(url, promise);
    return promise;
  };
}
