// Small comforts; every task works without them.
"use strict";
document.getElementById("error-summary")?.focus();
