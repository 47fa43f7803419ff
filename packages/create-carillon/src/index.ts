export { createProject } from "./create-project.js";
export type { CreateOptions, CreatedProject } from "./create-project.js";
export { main } from "./main.js";
export type { PackageManager } from "./package-manager.js";
export { templates } from "./templates.js";
export type { Template, TemplateName } from "./templates.js";
