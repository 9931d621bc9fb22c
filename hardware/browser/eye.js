// Tells the terminal what a person does in a frame of the portal: which field takes keys, touches,
// links to what is no page. Runs in a world of its own, which the portal's scripts cannot reach.
(() => {
  "use strict";
  const tell = (word) => globalThis.terminal(word);
  const DIGITS = new Set(["number", "tel", "date", "month", "week", "time", "datetime-local"]);
  const WORDS = new Set(["text", "search", "url"]);
  const SECRET = /password|one-time-code|cc-number|cc-csc|cc-exp/;
  const PAGES = new Set(["https:", "http:", "javascript:", "about:", "blob:"]);
  const EVERY = 250;

  const kindOf = (element) => {
    if (!element || element.disabled || element.readOnly) return null;
    const input = element.localName === "input";
    const type = input ? element.type : "";
    const words = element.localName === "textarea" || element.isContentEditable;
    if (!words && !DIGITS.has(type) && !WORDS.has(type) && type !== "email" && type !== "password")
      return null;
    const covered = getComputedStyle(element).webkitTextSecurity;
    if (type === "password" || SECRET.test(element.autocomplete || "")) return "hidden";
    if (covered && covered !== "none") return "hidden";
    if (DIGITS.has(type) || /^(numeric|decimal|tel)$/.test(element.inputMode)) return "digits";
    if (type === "email" || element.inputMode === "email") return "email";
    return "text";
  };

  const roots = new WeakSet();
  const focused = () => {
    if (!document.hasFocus()) return null;
    let element = document.activeElement;
    while (element && element.shadowRoot) {
      const inside = element.shadowRoot;
      if (!roots.has(inside)) {
        roots.add(inside);
        inside.addEventListener("focusout", soon, true);
      }
      if (!inside.activeElement) break;
      element = inside.activeElement;
    }
    return element;
  };

  let field = null;
  let entered = 0;
  let watch = 0;
  const look = () => {
    const element = focused();
    const kind = kindOf(element);
    if (kind !== null) {
      if (element !== field) {
        tell(kind);
        entered = performance.now();
      }
      field = element;
      // A field that is taken out of the page says nothing.
      if (!watch) watch = setInterval(look, 500);
      return;
    }
    if (field) tell("left");
    field = null;
    clearInterval(watch);
    watch = 0;
  };
  const soon = () => setTimeout(look, 0);

  let touched = -EVERY;
  const touch = (event) => {
    if (!event.isTrusted || performance.now() - touched < EVERY) return;
    touched = performance.now();
    tell("touched");
  };

  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const ownWindow = (name) =>
    !name || /^_(self|top|parent)$/i.test(name) || (name in window && window[name] !== undefined);
  const stay = (element) => {
    if (element && element.target !== undefined && !ownWindow(element.target))
      element.target = "_self";
  };

  const click = (event) => {
    const again = field && performance.now() - entered > 2 * EVERY;
    if (event.isTrusted && again && event.composedPath().includes(field)) tell(kindOf(field) || "left");
    const link = event.composedPath().find((one) => /^(a|area)$/.test(one.localName) && one.href);
    if (!link) return;
    const address = String(link.href.baseVal === undefined ? link.href : link.href.baseVal);
    const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(address);
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return stop(event);
    if (scheme && !PAGES.has(scheme[0].toLowerCase())) {
      stop(event);
      return tell(/^eid:/i.test(address) ? address.slice(0, 4096) : "refused");
    }
    if (!link.target) {
      const every = document.querySelector("base[target]");
      if (every && !ownWindow(every.target)) link.target = "_self";
    }
    stay(link);
  };
  const submit = (event) => {
    stay(event.target);
    const button = event.submitter;
    if (button && button.formTarget && !ownWindow(button.formTarget)) button.formTarget = "_self";
  };

  const on = (kind, act) =>
    window.addEventListener(kind, act, { capture: true, passive: false });
  on("focusin", look);
  on("focusout", soon);
  window.addEventListener("focus", soon);
  window.addEventListener("blur", soon);
  for (const kind of ["pointerdown", "wheel", "touchmove", "keydown"]) on(kind, touch);
  on("click", click);
  on("submit", submit);
  on("contextmenu", stop);
  on("auxclick", (event) => event.button !== 0 && stop(event));
  on("dragstart", stop);
  on("wheel", (event) => event.ctrlKey && stop(event));
  if (window === window.top) window.addEventListener("resize", () => tell("resized"));

  globalThis.reveal = () => field && field.scrollIntoViewIfNeeded(true);
  soon();
})();
