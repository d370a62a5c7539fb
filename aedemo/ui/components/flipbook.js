// A row of pictures. `element`, `props` and `watch` come from gr.HTML, the rest from shared.js.

let captions = [], books = [], eitherSign = [], notes = [], canvases = [], places = [], at = 0;
watch("value", () => receive(plain(props.value)));
receive(plain(props.value));

function receive(value) {
  if (!value) return;
  at = value.at ?? at;
  if (value.images) {
    books = value.images.map(bytes);
    eitherSign = value.signed;
    notes = value.notes;
    if (value.captions.join() !== captions.join()) layOut(value.captions);
  }
  books.forEach((book, i) => {
    const page = Math.round(at * (book.length / PIXELS - 1));
    const pixels = book.subarray(page * PIXELS, (page + 1) * PIXELS);
    if (eitherSign[i]) drawSigned(canvases[i], signed(pixels));
    else drawGrey(canvases[i], pixels);
    places[i].textContent = notes[i]?.[page] ?? "";
  });
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
}

function layOut(wanted) {
  captions = wanted;
  canvases = captions.map((caption) => makeCanvas("digit", caption));
  places = captions.map(() => make("span", "note"));
  const many = captions.length > 6; // which stand in two rows
  find(".row").style.gridTemplateColumns = many ? `repeat(${captions.length / 2}, minmax(0, 1fr))` : "";
  find(".row").replaceChildren(...captions.map((caption, i) => {
    const figure = make("figure", "");
    const words = make("figcaption", "", caption);
    words.append(places[i]);
    figure.append(canvases[i], words);
    return figure;
  }));
}
