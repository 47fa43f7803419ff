import type { ContractDefinition } from "@carillon/socket-contract";
import { nearestName, reservedReason, UsageError } from "@carillon/socket-contract/server";
import { namespaceKey } from "./route.js";
import type { NamespaceName, RouteDefinition } from "./route.js";

/** Where a contract and the routes do not agree. */
export interface ContractGaps {
  /** Client events of the contract that no route answers. */
  readonly withoutRoute: readonly string[];
  /** Routes whose event the contract does not have, with the nearest event that it has. */
  readonly outsideContract: readonly { readonly event: string; readonly nearest: string | undefined }[];
}

/** Compiles definitions for the events of a server. */
export interface Installer {
  install(route: RouteDefinition): void;
  installFallback(fallback: RouteDefinition): void;
  installBuiltIn(builtIn: RouteDefinition): void;
}

/** The definitions of a router: routes, fallbacks and reserved events. */
export class RouteRegistry {
  readonly #routes: RouteDefinition[] = [];
  /** The routes by namespace and event. */
  readonly #named = new Map<string, RouteDefinition>();
  readonly #fallbacks: RouteDefinition[] = [];
  readonly #builtIns = new Map<string, RouteDefinition>();

  /** @throws UsageError for a reserved name or a second route of the same name. */
  add(route: RouteDefinition, attachment: Installer | undefined): void {
    const reason = reservedReason(route.event);
    if (reason) throw new UsageError("E_RESERVED_EVENT", `Invalid route name: ${reason}`);
    const name = `${namespaceKey(route.namespace)}\0${route.event}`;
    const twin = this.#named.get(name);
    if (twin) {
      throw new UsageError(
        "E_DUPLICATE_ROUTE",
        `"${route.event}" already has a route${twin.source ? ` (${twin.source})` : ""}; rename one or remove one.`,
      );
    }
    attachment?.install(route);
    this.#routes.push(route);
    this.#named.set(name, route);
  }

  /** @throws UsageError for a second fallback in the same namespace. */
  addFallback(fallback: RouteDefinition, attachment: Installer | undefined): void {
    const key = namespaceKey(fallback.namespace);
    if (this.#fallbacks.some((other) => namespaceKey(other.namespace) === key)) {
      throw new UsageError(
        "E_DUPLICATE_FALLBACK",
        `The namespace "${key}" already has a fallback; register the second one in a group with another namespace.`,
      );
    }
    attachment?.installFallback(fallback);
    this.#fallbacks.push(fallback);
  }

  /** Replaces an earlier definition of the same event. */
  addBuiltIn(builtIn: RouteDefinition, attachment: Installer | undefined): void {
    attachment?.installBuiltIn(builtIn);
    this.#builtIns.set(builtIn.event, builtIn);
  }

  /**
   * Has the same routes and fallbacks as another one.
   *
   * @param change - Makes the definition to have instead, such as one with another handler.
   */
  copyFrom(other: RouteRegistry, change: (route: RouteDefinition) => RouteDefinition): void {
    for (const route of other.#routes) this.add(change(route), undefined);
    for (const fallback of other.#fallbacks) this.addFallback(change(fallback), undefined);
  }

  /** The routes in order of registration, the reserved events behind them where they are asked for. */
  list(withBuiltIns: boolean): RouteDefinition[] {
    return withBuiltIns ? [...this.#routes, ...this.#builtIns.values()] : [...this.#routes];
  }

  /** The namespaces that have routes or a fallback; `"/"` always. */
  namespaces(): NamespaceName[] {
    const all = new Map<string, NamespaceName>([["/", "/"]]);
    for (const { namespace } of [...this.#routes, ...this.#fallbacks])
      all.set(namespaceKey(namespace), namespace);
    return [...all.values()];
  }

  /** Compiles all definitions. */
  installAll(attachment: Installer): void {
    for (const route of this.#routes) attachment.install(route);
    for (const fallback of this.#fallbacks) attachment.installFallback(fallback);
    for (const builtIn of this.#builtIns.values()) attachment.installBuiltIn(builtIn);
  }

  /** Compares the routes with a contract's client events. Routes of Carillon's own notifications need not be in it. */
  gaps({ client }: ContractDefinition): ContractGaps {
    if (client === undefined) return { withoutRoute: [], outsideContract: [] };
    const declared = Object.keys(client);
    const routed = new Set(this.#routes.map(({ event }) => event));
    return {
      withoutRoute: declared.filter((event) => !routed.has(event)),
      outsideContract: [...routed]
        .filter((event) => !Object.hasOwn(client, event) && !event.startsWith("notifications:"))
        .map((event) => ({ event, nearest: nearestName(event, declared) })),
    };
  }
}
