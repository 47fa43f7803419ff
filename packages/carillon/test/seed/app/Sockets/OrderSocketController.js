export default class OrderSocketController {
  async subscribe(socket, payload) {
    await socket.joinRoom(`orders.${payload.id}`);
    return { subscribed: payload.id };
  }
}
