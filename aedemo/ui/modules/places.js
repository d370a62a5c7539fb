// The files that projection.save writes: a table in JSON, then places in 16 bits.

import { fromRoot } from "./address.js";
import { FULL } from "./constants.js";
import { once } from "./once.js";

/** The places of every digit on each projection, in [0, 1]. Fetched once. */
export const loadMaps = once((url) => read(fromRoot(url)));

async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The map could not be fetched (${answer.status}).`);
  const buffer = await answer.arrayBuffer();
  const length = new DataView(buffer).getUint32(0, true);
  const start = 8 + length;
  const table = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  delete table.__metadata__;
  return Object.fromEntries(
    Object.entries(table).map(
      ([
        name,
        {
          data_offsets: [from, to],
        },
      ]) => {
        const steps = new Uint16Array(buffer.slice(start + from, start + to));
        return [name, Float32Array.from(steps, (step) => step / FULL)];
      },
    ),
  );
}
