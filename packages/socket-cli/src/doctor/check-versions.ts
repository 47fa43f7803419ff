import { overrideOf, packageManagerOf } from "../project/package-manager.js";
import { facadePackages, readManifest } from "../project/project.js";
import type { Finding, Patient } from "./finding.js";
import { installedAt, installedThrough, isOurs, ourPackages } from "./installed.js";
import type { InstalledPackage } from "./installed.js";
import { isAtLeast } from "./version.js";

/** Looks at Node, at Carillon's packages and at what they stand on. */
export function checkVersions({ root, node }: Patient): Finding[] {
  const { dependencies, devDependencies, peerDependencies } = readManifest(root);
  const direct = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
  const ours = ourPackages(root, [...direct, ...facadePackages]);
  if (ours.length === 0) return [...checkNode(node), ...checkOurs(direct, ours)];
  return [
    ...checkNode(node),
    ...checkOurs(direct, ours),
    ...checkSocketIo(root, direct),
    ...checkFloors(root),
  ];
}

function checkNode(node: string): Finding[] {
  const isNewEnough =
    isAtLeast(node, "22.12.0") || (isAtLeast(node, "20.19.0") && !isAtLeast(node, "21.0.0"));
  if (isNewEnough) return [{ level: "ok", message: `Node ${node}` }];
  return [
    {
      level: "error",
      message: `Node ${node} is too old for Carillon: 20.19, or 22.12 and later, can require() its ES modules`,
      mend: "Install a current Node, and name it in .nvmrc and in the Dockerfile",
    },
  ];
}

function checkOurs(direct: readonly string[], ours: readonly InstalledPackage[]): Finding[] {
  const missing = direct.filter((name) => isOurs(name) && !ours.some((one) => one.name === name));
  if (missing.length > 0) {
    return [
      {
        level: "error",
        message: `${missing.join(", ")} is in package.json and not installed`,
        mend: "npm install",
      },
    ];
  }
  const [first] = ours;
  if (first === undefined) {
    return [
      { level: "error", message: "Carillon is not installed here", mend: "npm install carillon socket.io" },
    ];
  }
  const versions = [...new Set(ours.map(({ version }) => version))];
  const names = [...new Set(ours.map(({ name }) => name))];
  const twice = names.filter((name) => ours.filter((one) => one.name === name).length > 1);
  return [
    versions.length === 1
      ? { level: "ok", message: `${first.name} ${first.version}, ${ours.length} of its packages` }
      : {
          level: "warning",
          message: `Carillon's packages have different versions: ${ours.map(({ name, version }) => `${name} ${version}`).join(", ")}`,
          mend: `npm install ${direct
            .filter(isOurs)
            .map((name) => `${name}@latest`)
            .join(" ")}`,
        },
    ...twice.map((name): Finding => {
      const copies = ours.filter((one) => one.name === name);
      return {
        level:
          name === "@carillon/socket-contract" || name === "@carillon/socket-facade" ? "error" : "warning",
        message: `There are ${copies.length} copies of ${name}: what one registers, the other does not know`,
        mend: "npm dedupe, and the same version range wherever package.json names Carillon",
        where: copies.map(({ folder }) => folder).join(", "),
      };
    }),
  ];
}

function checkSocketIo(root: string, direct: readonly string[]): Finding[] {
  const server = installedAt(root, "socket.io");
  const client = installedAt(root, "socket.io-client");
  if (server === undefined) {
    return direct.some((name) => name === "carillon" || name === "@carillon/socket-facade")
      ? [{ level: "error", message: "socket.io is missing", mend: "npm install socket.io" }]
      : [];
  }
  const through = [
    installedThrough(root, "carillon", "socket.io"),
    installedThrough(root, "carillon", "@carillon/socket-facade", "socket.io"),
  ];
  const others = through.filter((one) => one !== undefined && one.folder !== server.folder);
  return [
    ...[server, ...(client ? [client] : [])].map(({ name, version }): Finding =>
      isAtLeast(version, "4.8.0") && !isAtLeast(version, "5.0.0")
        ? { level: "ok", message: `${name} ${version}` }
        : { level: "error", message: `${name} ${version} is not ^4.8.0`, mend: `npm install ${name}@^4.8.0` },
    ),
    ...(others.length > 0
      ? [
          {
            level: "warning",
            message: "Carillon uses another copy of socket.io than the application",
            mend: "npm dedupe",
            where: others.map((one) => one?.folder ?? "").join(", "),
          } satisfies Finding,
        ]
      : []),
  ];
}

/** Oldest versions that cannot be attacked, and where they are looked up. */
const floors = [
  {
    chains: [["socket.io", "engine.io", "ws"]],
    floor: "8.23.0",
    danger: "can be exhausted by a flood of pings; servers that Socket.attach creates use one of their own",
  },
  {
    chains: [
      ["@carillon/socket-engine", "ws"],
      ["carillon", "@carillon/socket-facade", "@carillon/socket-engine", "ws"],
    ],
    floor: "8.23.0",
    danger: "can be exhausted by a flood of pings",
  },
  {
    chains: [["socket.io", "socket.io-parser"]],
    floor: "4.2.6",
    danger: "takes any number of attachments (GHSA-677m-j7p3-52f9)",
  },
] as const;

function checkFloors(root: string): Finding[] {
  const seen = new Set<string>();
  return floors.flatMap(({ chains, floor, danger }): Finding[] => {
    const found = chains.map((chain) => installedThrough(root, ...chain)).find((one) => one !== undefined);
    if (found === undefined || seen.has(found.folder)) return [];
    seen.add(found.folder);
    const { name, version } = found;
    if (isAtLeast(version, floor)) return [{ level: "ok", message: `${name} ${version}` }];
    return [
      {
        level: "warning",
        message: `${name} ${version} ${danger}`,
        mend: overrideOf(packageManagerOf(root), name, `^${floor}`),
      },
    ];
  });
}
