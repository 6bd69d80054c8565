-- The severity that the sender of a request gave last, where that is another than the packet has: the packet stays as it came.
alter table received_request add column severity {text};
