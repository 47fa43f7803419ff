/** The sign-ins that the page offers and the server prints. A real chat would have none. */
export const demoSignIns: readonly DemoSignIn[] = [
  { name: "Ada", handle: "ada", password: "ring-the-tenor" },
  { name: "Grace", handle: "grace", password: "ring-the-treble" },
  { name: "Mary", handle: "mary", password: "ring-the-second" },
  { name: "Joan", handle: "joan", password: "ring-the-third" },
];

export interface DemoSignIn {
  readonly name: string;
  readonly handle: string;
  readonly password: string;
}
