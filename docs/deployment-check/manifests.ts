import { createRequire } from "node:module";
import { join } from "node:path";
import { deploymentFile } from "./proxy.js";

/** The shown file against the schema of Kubernetes' API, which must refuse a wrong one too. */
export function checkKubernetes(folder: string): string[] {
  const load = createRequire(join(folder, "package.json"));
  const { parse } = load("yaml") as { parse: (text: string) => { spec: object } };
  const { Deployment } = load("kubernetes-models/apps/v1") as {
    Deployment: new (given: object) => { validate(): void };
  };
  const given = parse(deploymentFile("kubernetes.yaml"));
  new Deployment(given).validate();
  let refuses = false;
  try {
    new Deployment({ ...given, spec: { ...given.spec, replicas: "three" } }).validate();
  } catch {
    refuses = true;
  }
  if (!refuses) throw new Error("the schema takes anything");
  return ["fits the schema of apps/v1 Deployment (kubernetes-models)"];
}

/** The syntax and the usual mistakes of a Dockerfile; nothing is built. */
export function checkDockerfile(folder: string): string[] {
  const load = createRequire(join(folder, "package.json"));
  const { validate } = load("dockerfile-utils") as {
    validate: (text: string) => readonly { readonly message: string }[];
  };
  const problems = validate(deploymentFile("Dockerfile"));
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("; "));
  return ["dockerfile-utils finds nothing; it was not built"];
}
