// Work that is spread over frames, so that a drag meanwhile stays smooth.

const SLICE = 8; // ms a frame

/** A function that does all of its latest work, piece by piece, and calls done() at the end. */
export function makeSlicer(done) {
  let run = 0;
  return (pieces, doOne) => {
    const mine = ++run;
    const work = [...pieces];
    function slice() {
      if (mine !== run) return; // newer work has come
      const until = performance.now() + SLICE;
      while (work.length && performance.now() < until) doOne(work.shift());
      if (work.length) requestAnimationFrame(slice);
      else done();
    }
    requestAnimationFrame(slice);
  };
}
