export interface User {
  readonly id: number;
  readonly name: string;
  readonly rooms: readonly string[];
}

/** Stands for your table of users and tokens. */
const byToken = new Map<string, User>([
  ["ada-token", { id: 1, name: "Ada", rooms: ["lobby", "board"] }],
  ["bob-token", { id: 2, name: "Bob", rooms: ["lobby"] }],
]);

export function findByToken(token: string): User | null {
  return byToken.get(token) ?? null;
}

/** Who is mentioned: "@Bob, lunch?" */
export function mentionedIn(text: string): User[] {
  return [...byToken.values()].filter(({ name }) => text.includes(`@${name}`));
}
