import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { behindProxy, deploymentFile } from "./proxy.js";

/** The shown file in front of two nodes, without TLS. */
export function checkNginx(folder: string, program: string): Promise<string[]> {
  return behindProxy((port, [first, second]) => {
    const shown = deploymentFile("nginx.conf")
      .replace("listen 443 ssl", `listen 127.0.0.1:${String(port)}`)
      .replaceAll(/^ *ssl_.*\n/gm, "")
      .replace("10.0.0.1:3000", `127.0.0.1:${String(first)}`)
      .replace("10.0.0.2:3000", `127.0.0.1:${String(second)}`);
    const own = join(folder, "nginx");
    mkdirSync(own, { recursive: true });
    const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path ${join(own, name)};`,
    );
    const file = join(own, "nginx.conf");
    const head = `daemon off;\nuser root;\npid ${join(own, "pid")};\nerror_log stderr warn;\nevents {}`;
    writeFileSync(file, `${head}\nhttp {\naccess_log off;\n${paths.join("\n")}\n${shown}\n}\n`);
    return [program, "-p", own, "-c", file];
  });
}
