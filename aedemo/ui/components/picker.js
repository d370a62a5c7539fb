// A grid of pictures to choose from. `element`, `props`, `trigger` and `watch` come from gr.HTML,
// the rest from shared.js.

const buttons = settings.thumbnails.map((source, i) => {
  const button = make("button", ""), image = make("img", "");
  button.type = "button";
  image.src = source;
  image.alt = settings.words[i];
  button.append(image);
  button.addEventListener("click", () => {
    props.value = i;
    show();
    trigger("input");
  });
  return button;
});
find(".grid").append(...buttons);
watch("value", show);
show();

function show() {
  buttons.forEach((button, i) => button.setAttribute("aria-pressed", i === props.value));
}
