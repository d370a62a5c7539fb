// Two pictures. `element`, `props` and `watch` come from gr.HTML, the rest from shared.js.

function paint() {
  if (!props.value?.clean) return;
  for (const name of ["clean", "spoiled"]) drawGrey(find(`.${name}`), bytes(props.value[name]));
}

paint();
watch("value", paint);
