/** Why each line of the log is written and what to do about it: paragraphs of Markdown. */
export const logNotes: Readonly<Record<string, readonly string[]>> = {
  boot_finding: [
    '**Cause.** At boot the layer has looked at routes, guards and configuration together and found something that works, but hardly as meant: guards without `Socket.use("auth:socket")`, stores in memory while `scale` is set, and so on. The message names it and says what to write.',
    "**Mend.** Do what the message says. `npx carillon doctor` shows the same findings without starting the server.",
  ],
  broadcast_dropped: [
    "**Cause.** Code that was started inside `Socket.afterCommit(...)` and not awaited sent a broadcast after the transaction had been rolled back. What never happened is not announced.",
    "**Mend.** Await everything inside the callback that sends.",
  ],
  broadcast_failed: [
    "**Cause.** A broadcast could not be handed to the adapter: a payload that cannot be encoded, or an adapter that threw. The error is in the line. Broadcasts never throw by themselves.",
    "**Mend.** Look at the error. Where the caller must know, `Socket.throwOnError()` makes broadcasts of an emitter reject.",
  ],
  broadcast_outside_contract: [
    "**Cause.** An event was broadcast whose name is not under `server` in the contract; told once for each event. Clients get it, but have no type for it: usually its name was mistyped.",
    "**Mend.** Write the name that the hint suggests, or declare the event in the contract.",
  ],
  channel_hook_failed: [
    "**Cause.** `onJoin` or `onLeave` of a channel rule threw or rejected. The join or leave itself is done.",
    "**Mend.** Catch in the hook what may fail there, such as a database that is away.",
  ],
  channels_overlap: [
    "**Cause.** Two channel patterns match the same names. The one with the most fixed characters decides.",
    "**Mend.** If that is meant, nothing. Otherwise give one of them another first segment.",
  ],
  client_event_failed: [
    "**Cause.** The answer to a built-in event (`channel:join`, `notifications:list`, ...) failed unexpectedly. The client got `socket_error` with the `requestId` of this line.",
    "**Mend.** The error in the line says where: usually a store, or a rule's own database call.",
  ],
  close_failed: [
    "**Cause.** Closing the server threw. The process can end all the same.",
    "**Mend.** Look at the error; another part may have closed the server first.",
  ],
  close_timed_out: [
    "**Cause.** `io.close()` did not come back in time, most often because an HTTP request is still under way.",
    "**Mend.** End the process anyway. If it happens at every deploy, look for requests that stream for ever.",
  ],
  connect_hook_failed: [
    "**Cause.** A hook of `onConnect` threw, rejected or took too long. The connection is closed, since the application could not prepare it.",
    "**Mend.** Catch in the hook what is no reason to refuse the client.",
  ],
  connection_middleware_failed_late: [
    "**Cause.** A middleware of `Socket.use` had called `next()` and failed afterwards. The client was let in by then.",
    "**Mend.** Call `next()` last, or catch what comes behind it.",
  ],
  connection_middleware_refused: [
    "**Cause.** A middleware of `Socket.use` passed an error to `next` or threw. The client got it as `connect_error`.",
    "**Mend.** Nothing, if the refusal is meant. At level `error` the middleware failed unexpectedly.",
  ],
  contract_events_without_route: [
    "**Cause.** The contract declares client events that no route answers. Clients that send one get `unknown_event`.",
    "**Mend.** Register a route for each, or take them out of the contract.",
  ],
  disconnect_hook_failed: [
    "**Cause.** A hook of `onDisconnect` threw or rejected. The socket is gone in any case.",
    "**Mend.** Catch in the hook what may fail.",
  ],
  drain_deadline_reached: [
    "**Cause.** Handlers were still running when the drain's deadline (`deadlineMs`, 8 seconds unless set) passed. Their `context.signal` fires and their clients hear `unavailable`.",
    "**Mend.** Let long handlers listen to `context.signal`, or raise `deadlineMs` together with the time that the supervisor grants (see [Deploying and draining](../run/deploying.md)).",
  ],
  drain_finished: [
    "**Cause.** Every connection has been closed in good order. The process can end.",
    "**Mend.** Nothing to do.",
  ],
  drain_started: [
    "**Cause.** `Socket.drain()` was called: new handshakes are refused with 503, clients are sent away batch by batch.",
    "**Mend.** Nothing to do. If no deploy is under way, find out who sent the signal.",
  ],
  emit_to_ambiguous: [
    "**Cause.** `Socket.emitTo` takes a text with a dot for a room, and ids of your users have dots (e-mail addresses, for example).",
    "**Mend.** Write `Socket.toUser(id).emit(...)` or `Socket.toRoom(room).emit(...)`, which never guess.",
  ],
  error_hook_failed: [
    "**Cause.** A hook of `onError` failed while it was told of another failure.",
    "**Mend.** Both errors are logged; mend the hook.",
  ],
  event_refused: [
    "**Cause.** A route refused an event: a middleware said no, the payload did not fit its schema, the handler threw a `SocketException`. The line has the code, the fields that did not fit and the `requestId` that the client was told.",
    "**Mend.** One of them is a client's mistake. Many of one code from one version of the client are a bug there.",
  ],
  extra_arguments: [
    "**Cause.** A client sent an event with several arguments. A handler gets one payload; the others are ignored.",
    '**Mend.** Send one object: `socket.emit("move", { x, y })`. See [Moving from plain Socket.IO](../moving/socket-io.md).',
  ],
  guard_answer_unusable: [
    "**Cause.** A guard answered with something in which no user with an id was found: `true`, `{ name }`, a user with `_id`. The client was refused. The line says which fields the answer had.",
    "**Mend.** Return the user, or `{ user, id }`; where ids have another name, set `auth.userIdOf: (user) => user._id`.",
  ],
  guard_failed: [
    "**Cause.** A guard threw or took longer than `auth.deadlineMs`. The client was refused with `unavailable`, which its client tries again.",
    "**Mend.** Return `null` for a token that is not good. An exception is for a database that is away.",
  ],
  guard_named_another_user: [
    "**Cause.** A re-check or `auth:refresh` answered with another user than the one who is signed in. It was refused.",
    "**Mend.** If a user may change, connect again with the new token. Many such lines are worth a look: someone may be trying tokens.",
  ],
  handler_failed: [
    '**Cause.** A handler threw something that is no `SocketException`. The client got "An unexpected error occurred." and the `requestId` of this line; the text of the error stays in the log.',
    "**Mend.** It is a bug of the application: the stack is in the line. What a client should read is thrown as a `SocketException`.",
  ],
  handler_failed_late: [
    "**Cause.** A handler failed after its event had been answered otherwise: its time was over, or the client had left.",
    "**Mend.** Let the handler listen to `context.signal` and stop.",
  ],
  handshake_refused: [
    "**Cause.** A client was not let in. `reason` is `no_token`, `malformed_token`, `token_not_recognised`, `token_expired` or `origin_not_allowed`, and `hint` says what to look at. In a flood twenty lines are written in ten seconds; `suppressed` counts the others.",
    "**Mend.** See [The client does not connect](../run/trouble.md#the-client-does-not-connect).",
  ],
  history_not_kept: [
    "**Cause.** A message was sent to the members who are here, and the store of the channel's history did not take it. Clients that come back get `recovered: false`.",
    "**Mend.** Look at the store, usually Redis.",
  ],
  history_recovered: [
    "**Cause.** The store of histories answers again; a new epoch has begun.",
    "**Mend.** Nothing to do.",
  ],
  history_unavailable: [
    "**Cause.** The store of histories does not answer. Messages are sent live; joins with `since` are answered with `recovered: false`.",
    "**Mend.** Look at Redis: its memory, its connections, the network.",
  ],
  idempotency_store_failed: [
    "**Cause.** The store that remembers answers of `idempotent` routes failed.",
    "**Mend.** Look at Redis. Until it answers, repeated requests may be refused or run twice, as the line says.",
  ],
  join_after_end: [
    "**Cause.** A handler called `socket.join` after the identity for which it runs had been revoked or had expired. The join did nothing.",
    "**Mend.** Nothing to do: the door was closed in time.",
  ],
  message_too_large: [
    "**Cause.** A client sent a message above `maxHttpBufferSize` (100 kB on servers that `attach` creates; Socket.IO's own default is 1 MB). Engine.IO ends such a connection.",
    "**Mend.** Send files over HTTP and their address over the socket, or raise `server: { maxHttpBufferSize }`.",
  ],
  namespace_unknown: [
    "**Cause.** A client connects to a namespace that the server does not have. Socket.IO refuses it, and the client tries again for ever.",
    '**Mend.** Write the name as the server does, or make it: `Route.socketGroup({ namespace: "/name" }, ...)`.',
  ],
  namespace_without_routes: [
    "**Cause.** `Socket.of(name)` was given a namespace that has no routes and that the application did not make with `io.of`. The broadcast makes it, and reaches no client: usually the name was mistyped.",
    "**Mend.** Write the name that the hint suggests, or register routes there: `Route.socketGroup({ namespace }, ...)`.",
  ],
  node_message_ignored: [
    "**Cause.** Something on the adapter's channel or stream is no message of another node: another program uses the same Redis keys, or nodes run different versions of the adapter.",
    "**Mend.** Give each application its own prefix, and one version of the adapter to all nodes.",
  ],
  node_messages_refused: [
    "**Cause.** Redis answers, and refuses what the nodes send each other or read: it is full (`OOM`), a replica after a failover (`READONLY`), or has a key of another program there (`WRONGTYPE`). Clients of this node are served; what is sent meanwhile does not reach those of other nodes.",
    "**Mend.** Look at the error. Give Redis enough memory with `maxmemory-policy noeviction`, let clients follow a failover, give each application its own prefix.",
  ],
  node_messages_restored: [
    "**Cause.** Redis takes messages between the nodes again. Revocations and channel rules are checked again, as after a gap.",
    "**Mend.** Nothing to do.",
  ],
  notification_push_failed: [
    "**Cause.** A notification is stored, and telling the user's sockets failed. They get it with their next list.",
    "**Mend.** Look at the adapter, usually Redis.",
  ],
  notification_read_push_failed: [
    "**Cause.** A notification is marked as read, and the user's other devices could not be told. They see it with their next list.",
    "**Mend.** Look at the adapter, usually Redis.",
  ],
  personal_room_failed: [
    "**Cause.** A socket could not join or leave the personal room of its user (`users.{id}`).",
    "**Mend.** Look at the adapter. Until it works, `Socket.toUser(id)` does not reach that socket.",
  ],
  postgres_adapter_failed: [
    "**Cause.** The PostgreSQL adapter failed, at a message between nodes or because PostgreSQL is away.",
    "**Mend.** At `debug` it is known that PostgreSQL is away. At `warn` the error says what the adapter could not do.",
  ],
  postgres_connection_error: [
    "**Cause.** One connection to PostgreSQL failed. The pool opens another.",
    "**Mend.** Nothing, unless `postgres_lost` follows.",
  ],
  postgres_lost: [
    "**Cause.** PostgreSQL cannot be reached. Clients of this node are served; what is sent to other nodes meanwhile is lost.",
    "**Mend.** Bring PostgreSQL back. The node notices by itself.",
  ],
  postgres_restored: [
    "**Cause.** PostgreSQL answers again, and nodes hear each other.",
    "**Mend.** Nothing to do.",
  ],
  presence_close_failed: [
    "**Cause.** The store of presence could not be closed when the server closed.",
    "**Mend.** Nothing: the lease of this node ends by itself.",
  ],
  presence_close_timed_out: [
    "**Cause.** The store of presence did not answer when the server closed.",
    "**Mend.** Nothing: the lease of this node ends by itself, and its members disappear with it.",
  ],
  presence_not_removed: [
    "**Cause.** A leaving member could not be taken out of Redis.",
    "**Mend.** Nothing: the lease of this node ends by itself.",
  ],
  presence_not_sent: [
    "**Cause.** Members could not be told who came or left. They see it with the next change or the next join.",
    "**Mend.** Look at the adapter.",
  ],
  presence_redis_back: [
    "**Cause.** Redis is back, and everything that this node knows of its members was written again.",
    "**Mend.** Nothing to do.",
  ],
  presence_redis_lost: [
    "**Cause.** Presence cannot reach its Redis. Each node shows what it knows of its own members.",
    "**Mend.** Bring Redis back. With `WRONGTYPE` another program wrote under the prefix: delete `{carillon:presence}:*`, and each node writes its own again.",
  ],
  presence_store_unavailable: [
    "**Cause.** The store of presence did not answer a question. The answer was made from what this node knows.",
    "**Mend.** Look at Redis.",
  ],
  protocol_version_refused: [
    "**Cause.** A client of Socket.IO 2 tried to connect.",
    "**Mend.** Update the client, or set `server: { allowEIO3: true }` for as long as old ones exist.",
  ],
  recheck_failed: [
    "**Cause.** After a node had lost the others, some guards or channel rules could not be asked again.",
    "**Mend.** The errors are in the line. `Socket.recheckChannel(pattern)` asks one channel again.",
  ],
  recheck_not_sent: [
    "**Cause.** `recheckChannel` was done on this node, and the others could not be told.",
    "**Mend.** Look at the adapter, then call it again.",
  ],
  recheck_unknown_channel: [
    "**Cause.** Another node asks for a channel that this one does not define: nodes run different code.",
    "**Mend.** Normal during a rolling deploy. Otherwise deploy the same version everywhere.",
  ],
  redis_client_error: [
    "**Cause.** The Redis client reported an error, most often a broken connection.",
    "**Mend.** Nothing, unless `redis_lost` follows.",
  ],
  redis_lost: [
    "**Cause.** Redis cannot be reached, or does not answer. Clients of this node are served. What other nodes should get is sent later (`redis-streams`) or lost (`redis`, `redis-sharded`).",
    "**Mend.** Bring Redis back; the node notices by itself. What each adapter keeps is in [Many nodes](../run/many-nodes.md).",
  ],
  redis_restored: ["**Cause.** Redis answers again, and nodes hear each other.", "**Mend.** Nothing to do."],
  redis_subscription_failed: [
    "**Cause.** A subscription to Redis had a problem and is tried again.",
    "**Mend.** Nothing, unless `redis_lost` follows.",
  ],
  revocation_not_written: [
    "**Cause.** Redis was away when a session was revoked. It is ended on the nodes that could be reached, and written when Redis is back.",
    "**Mend.** Bring Redis back. Make the token itself worthless in any case: revoking ends connections, not credentials.",
  ],
  revocation_store_failed: [
    "**Cause.** The store of revocations refused a write. Nodes that are cut off now do not learn of it later.",
    "**Mend.** Look at the store, then revoke again.",
  ],
  revocations_not_caught_up: [
    "**Cause.** A node was cut off and cannot read what was revoked meanwhile. Sessions that should have ended may go on here.",
    "**Mend.** Bring the store back; it is read again by itself. Restart the node if that has to be certain at once.",
  ],
  revocations_not_read: [
    "**Cause.** Revocations could not be read from Redis.",
    "**Mend.** They are read again when Redis is back.",
  ],
  rooms_sync_failed: [
    "**Cause.** The user of a socket changed, and its rooms could not follow.",
    "**Mend.** Look at the adapter; the error is in the line.",
  ],
  routes_outside_contract: [
    "**Cause.** There is a contract, and routes whose events it does not have: their payloads are not checked.",
    "**Mend.** Add them to `client` of the contract, or give the route a schema of its own.",
  ],
  slow_consumer_dropped: [
    "**Cause.** A client did not read what it was sent until more than `maxBufferedBytes` waited for it. It was disconnected, so that it cannot fill the server's memory; it connects again by itself.",
    "**Mend.** Many of them mean that more is sent than phones can take: send less often, use `volatile` for cursors, or narrower rooms.",
  ],
  stamp_from_another_site: [
    "**Cause.** An HTTP middleware signed a user in by a cookie, and the page that opened the socket belongs to another site.",
    '**Mend.** Name the pages that may: `auth.allowedOrigins: ["https://app.example.org"]`.',
  ],
  stream_position_lost: [
    "**Cause.** The stream of `redis-streams` no longer has the entry that this node read last: Redis came back empty or was restored, a replica that lacked the latest took over, or more was written during an outage than the stream keeps (`maxLen`). What is new in it is read from `from` on; what Redis lost does not arrive. Revocations and channel rules are checked again, as after a gap.",
    "**Mend.** Nothing to do here. Let Redis persist (`appendonly yes`) where that must not happen, and set the clocks of its machines.",
  ],
  token_in_url: [
    "**Cause.** A client sends its token in the query string, which proxies and browsers keep.",
    '**Mend.** Send it as `io(url, { auth: { token } })`. `auth.sources` without `"query"` refuses tokens in URLs.',
  ],
};
