// A row of pictures. `element`, `props` and `watch` come from gr.HTML, the rest from shared.js.

let captions = [], books = [], canvases = [], at = 0;
watch("value", () => receive(plain(props.value)));
receive(plain(props.value));

function receive(value) {
  if (!value) return;
  at = value.at ?? at;
  if (value.images) {
    books = value.images.map(bytes);
    if (value.captions.join() !== captions.join()) layOut(value.captions);
  }
  books.forEach((book, i) => {
    const page = Math.round(at * (book.length / PIXELS - 1));
    drawGrey(canvases[i], book.subarray(page * PIXELS, (page + 1) * PIXELS));
  });
  element.dataset.painted = Number(element.dataset.painted ?? 0) + 1;
}

function layOut(wanted) {
  captions = wanted;
  canvases = captions.map((caption) => makeCanvas("digit", caption));
  find(".row").replaceChildren(...captions.map((caption, i) => {
    const figure = make("figure", "");
    figure.append(canvases[i], make("figcaption", "", caption));
    return figure;
  }));
}
