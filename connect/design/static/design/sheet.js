// A sheet that is soon shown to nobody: the browser asks before it is left, unless it was printed or is only translated.
let done = false;
addEventListener("afterprint", () => { done = true; });
addEventListener("submit", (event) => { done ||= event.submitter?.name === "language"; });
addEventListener("beforeunload", (event) => {
  const leaves = document.body.hidden; // the quick exit, or the end of the visit: nothing may hold them up
  if (!done && !leaves && navigator.userActivation?.hasBeenActive) event.preventDefault();
});
