// Two pictures. `element`, `props` and `watch` come from gr.HTML.

function draw(name) {
  const pixels = atob(props.value[name]), image = new ImageData(28, 28);
  for (let i = 0; i < pixels.length; i++) {
    const grey = pixels.charCodeAt(i);
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  element.querySelector(`.${name}`).getContext("2d").putImageData(image, 0, 0);
}

function paint() {
  if (props.value?.clean) ["clean", "spoiled"].forEach(draw);
}

paint();
watch("value", paint);
