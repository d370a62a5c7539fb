/** `load`, called once an address: a function that gives the same promise each time. */
export function once(load) {
  const loading = new Map();
  return (url, ...more) => {
    if (!loading.has(url)) {
      const promise = load(url, ...more);
      promise.catch(() => loading.delete(url)); // so that it can be tried again
      loading.set(url, promise);
    }
    return loading.get(url);
  };
}
