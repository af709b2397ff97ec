ALTER TABLE clients DROP COLUMN deleted_at;
DROP TABLE client_assertions;
