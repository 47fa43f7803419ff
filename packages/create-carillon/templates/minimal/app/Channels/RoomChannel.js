export default class RoomChannel {
  /** What members see of each other. */
  presence = (user) => ({ name: user.name });

  /** Members who were away for a while get what they missed. */
  history = { size: 100, ttlMs: 300_000 };

  /** Every user may join every room. */
  join({ user }) {
    return user !== null;
  }
}
