/** What an application's function may return where both are fine. */
export type MaybePromise<Value> = Value | Promise<Value>;
