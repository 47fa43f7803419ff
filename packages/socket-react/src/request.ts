import type { Client, Outcome, RequestError, RequestOptions } from "@carillon/socket-client";
import { useCallback, useRef, useState } from "react";
import type { UsedRequest, UseRequestOptions } from "./hooks.js";
import { useLatest } from "./latest.js";

interface State {
  readonly data: unknown;
  readonly error: RequestError | undefined;
  readonly pending: boolean;
}

const initial: State = Object.freeze({ data: undefined, error: undefined, pending: false });

/** The latest run decides what is shown; what earlier ones still bring reaches their own callers and callbacks alone. */
export function useRequestOf(
  client: Client,
  event: string,
  options: UseRequestOptions<unknown, unknown>,
): UsedRequest<unknown, unknown> {
  const [state, setState] = useState(initial);
  const latest = useLatest(options);
  const runs = useRef(0);

  const run = useCallback(
    async (payload?: unknown, requestOptions?: RequestOptions): Promise<Outcome<unknown>> => {
      const own = ++runs.current;
      setState(({ data }) => ({ data, error: undefined, pending: true }));
      const takeBack = latest.current.optimistic?.(payload);
      const outcome = await client.try(event, payload, requestOptions);
      if (!outcome.ok) takeBack?.();
      if (own === runs.current) {
        setState(({ data }) =>
          outcome.ok
            ? { data: outcome.data, error: undefined, pending: false }
            : { data, error: outcome.error, pending: false },
        );
      }
      if (outcome.ok) latest.current.onSuccess?.(outcome.data, payload);
      else latest.current.onError?.(outcome.error, payload);
      return outcome;
    },
    [client, event, latest],
  );

  const reset = useCallback(() => {
    runs.current++;
    setState(initial);
  }, []);

  return { run, reset, ...state };
}
