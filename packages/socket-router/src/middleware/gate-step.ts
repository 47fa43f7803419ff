import { ignore } from "@carillon/socket-contract/server";
import type { Admission, Gate } from "@carillon/socket-contract/server";
import type { Call, Step } from "../dispatch/call.js";
import { droppedEvent } from "../dispatch/dropped-event.js";

/** Puts a gate before a step: it admits or refuses, and adds nothing to a reply. */
export function behindGate(gate: Gate, inner: Step): Step {
  function runAdmitted(call: Call): unknown {
    const admission = gate.admit(call.socket);
    let reply: unknown;
    try {
      reply = inner(call);
    } catch (error) {
      admission.end();
      throw error;
    }
    if (reply instanceof Promise) endWith(call, reply, admission);
    else admission.end();
    return reply;
  }

  return function runGate(call) {
    const checking = gate.check(call.socket, call);
    if (checking === undefined) return runAdmitted(call);
    const reply = checking.then(() => {
      // A deadline or a disconnect came first: nothing runs behind it.
      if (call.settled) throw droppedEvent;
      return runAdmitted(call);
    });
    // The middleware around may not wait for it, which must not crash the process.
    reply.then(undefined, ignore);
    return reply;
  };
}

/** Ends an admission with the reply; an asynchronous middleware tells it, which spares a promise. */
function endWith(call: Call, reply: Promise<unknown>, admission: Admission): void {
  if (reply === call.latestPromise && call.admittedPromise === undefined) {
    call.admittedPromise = reply;
    call.admission = admission;
    return;
  }
  const end = (): void => {
    admission.end();
  };
  reply.then(end, end);
}
