import type { ContractDefinition } from "@carillon/socket-contract";
import { ServerLifecycle } from "../attach/server-lifecycle.js";
import { Broadcaster } from "../broadcast/broadcaster.js";
import { Notifier } from "../broadcast/notifier.js";
import { Outbox } from "../broadcast/outbox.js";
import { RealtimeRoutes } from "../routes/realtime-routes.js";
import { ManagerSetup } from "./manager-setup.js";

/** What a manager is made of: its routes, its configuration, its server and what it sends by. */
export class ManagerParts<Contract extends ContractDefinition> {
  readonly route: RealtimeRoutes<Contract>;
  readonly setup: ManagerSetup;
  readonly outbox: Outbox;
  readonly lifecycle: ServerLifecycle;
  readonly broadcaster: Broadcaster<Contract>;
  readonly notifier: Notifier;

  constructor() {
    this.setup = new ManagerSetup();
    this.route = new RealtimeRoutes<Contract>(() => this.notifier.notifications);
    this.outbox = new Outbox(() => this.setup.logger);
    this.lifecycle = new ServerLifecycle(this.outbox, () => this.route.detach());
    this.broadcaster = new Broadcaster<Contract>(() => this.lifecycle.target("/"));
    this.notifier = new Notifier({
      setup: this.setup,
      outbox: this.outbox,
      checkAttached: () => void this.lifecycle.target("/"),
      namespaces: () => this.#notifiedNamespaces(),
    });
  }

  #notifiedNamespaces(): Broadcaster[] {
    const names = [...this.route.notifiedNamespaces];
    if (names.length === 0) names.push("/");
    return names.map((name) => new Broadcaster(() => this.lifecycle.target(name)));
  }
}
