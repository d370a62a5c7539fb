// Work that is spread over frames, so that a drag meanwhile stays smooth.

const SLICE = 8; // ms a frame

/**
 * A function that does all of its latest work, piece by piece.
 *
 * @param {() => void} done called at the end
 */
export function makeSlicer(done) {
  let run = 0;
  /**
   * @template Piece
   * @param {Piece[]} pieces
   * @param {(piece: Piece) => void} doOne
   */
  return (pieces, doOne) => {
    const mine = ++run;
    let next = 0;
    function slice() {
      if (mine !== run) return; // newer work has come
      const until = performance.now() + SLICE;
      while (next < pieces.length && performance.now() < until) doOne(pieces[next++]);
      if (next < pieces.length) requestAnimationFrame(slice);
      else done();
    }
    requestAnimationFrame(slice);
  };
}
