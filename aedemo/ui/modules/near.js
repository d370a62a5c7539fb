// What costs time is done for what is seen, or will be soon.

const NEAR = "50% 0px"; // half a window away: it is done before it is scrolled to

/**
 * Calls `comes` whenever the element comes near what is seen.
 *
 * @param {Element} element
 * @param {() => void} comes
 * @returns {() => boolean} whether it is near
 */
export function watchNear(element, comes) {
  let isNear = false;
  /** @param {IntersectionObserverEntry[]} entries */
  const notice = ([{ isIntersecting }]) => {
    isNear = isIntersecting;
    if (isNear) comes();
  };
  new IntersectionObserver(notice, { rootMargin: NEAR }).observe(element);
  return () => isNear;
}
