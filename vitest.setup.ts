import { configureTesting } from "./packages/socket-testing/src/waiting/patience.js";

// Below the limits of tests, so that the message of what was waited for is the one that is shown.
configureTesting({ patienceMs: 60_000 });
