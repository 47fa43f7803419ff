/** The two sign-ins that the page offers and the server prints. A real chat would have neither. */
export const demoSignIns: readonly DemoSignIn[] = [
  { name: "Ada", handle: "ada", password: "ring-the-tenor" },
  { name: "Grace", handle: "grace", password: "ring-the-treble" },
];

export interface DemoSignIn {
  readonly name: string;
  readonly handle: string;
  readonly password: string;
}
