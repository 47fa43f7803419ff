"use strict";
// Stands in for src/own-require.ts where this package is compiled to CommonJS.
exports.ownRequire = require;
