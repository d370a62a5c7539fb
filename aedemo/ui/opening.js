// Before Gradio builds the page: open the tab that is asked for and, after a reload, put back what
// modules/kept.js wrote down. It stands in the page's head, where it runs while Gradio's description
// of the page lies there and nothing is made of it yet. So all is built as it was left, and nothing
// has to be changed, waited for or hidden afterwards.
//
// PAGE tells this page from one with other controls.

((page) => {
  // What a control tells when a person has changed it.
  const CHANGES = ["change", "input", "release"];

  const { components, dependencies } = window.gradio_config;
  const propsOf = new Map(components.map(({ id, props }) => [id, props]));
  const kept = read();
  window.opening = { page, kept };
  const asked = new URLSearchParams(location.search).get("tab") ?? "";
  openTab(kept ? kept.tab : `tab-${asked.toLowerCase()}`);
  if (kept) {
    document.body.classList.toggle("dark", kept.dark);
    for (const keeping of dependencies.filter((each) => tells(each, "reopened"))) {
      putBack(keeping, kept.values);
    }
  }

  // Null unless this is the page that was kept, come back: an address that is opened anew, by a
  // link or by hand, shows what it says.
  function read() {
    const [visit] = performance.getEntriesByType("navigation");
    if (visit instanceof PerformanceNavigationTiming && visit.type === "navigate") return null;
    try {
      const found = JSON.parse(sessionStorage.getItem("aedemo") ?? "null");
      const isWhole = [found.values, found.parts].every((each) => each instanceof Object);
      return found.page === page && isWhole ? found : null;
    } catch {
      return null; // damaged, none, or forbidden
    }
  }

  function openTab(name) {
    const tab = components.find(({ props }) => props.elem_id === name);
    const tabs = components.find(({ type }) => type === "tabs");
    if (tab && tabs) tabs.props.selected = tab.id;
  }

  // `keeping` is a listener of a Keeper (see keeping.py), and its outputs are the controls of a tab.
  function putBack(keeping, values) {
    const changed = keeping.outputs.filter(
      (id) => id in values && !isSame(values[id], propsOf.get(id).value),
    );
    for (const id of changed) propsOf.get(id).value = values[id];
    askAgain(keeping, changed);
  }

  // What listens to these controls has to be run, for it shows what follows from them: first the
  // server's answers, one after the other. Some of them set other controls, as the choice of a model
  // sets its sliders. These are then put back again, and what follows from those comes last, with
  // all that the page does by itself.
  function askAgain(keeping, changed) {
    const keeper = keeping.targets[0][0];
    const listens = (dependency, ids) =>
      dependency.targets.some(([id, event]) => ids.includes(id) && CHANGES.includes(event));
    const due = dependencies.filter(
      (each) => listens(each, changed) && !each.outputs.includes(keeper),
    );
    const answers = due.filter((each) => each.backend_fn);
    const set = changed.filter((id) => answers.some(({ outputs }) => outputs.includes(id)));
    for (const each of due) {
      if (each.backend_fn && !listens(each, set)) each.targets.push([keeper, "reopened"]);
      else each.trigger_after = keeping.id;
    }
  }

  function tells({ targets }, wanted) {
    return targets.some(([, event]) => event === wanted);
  }

  function isSame(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
  }
})("PAGE");
