export interface User {
  id: number;
  orders: string[];
}

const users = new Map<string, User>([
  ["ada-token", { id: 1, orders: ["7"] }],
  ["bob-token", { id: 2, orders: [] }],
]);

export function findByToken(token: unknown): User | null {
  return users.get(String(token)) ?? null;
}
