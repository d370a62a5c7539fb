// One question to the server at a time, and the latest last: Gradio's own way to do so (always_last)
// would send the older question again.

const PATIENCE = 2000; // ms for which an answer is waited for before the next question

export class Questions {
  /** put(question) sends it; fallback() is what to ask when nothing else is wanted, or null. */
  constructor(put, fallback) {
    this.put = put;
    this.fallback = fallback;
    this.wanted = null;
    this.asked = -Infinity;
  }

  ask(question) {
    this.wanted = question;
    if (performance.now() - this.asked > PATIENCE) this.send();
  }

  /** An answer has come. The next question waits until Gradio is through with it. */
  answered() {
    this.asked = -Infinity;
    setTimeout(() => this.send());
  }

  send() {
    const question = this.wanted ?? this.fallback();
    this.wanted = null;
    if (!question) return;
    this.asked = performance.now();
    this.put(question);
  }
}
