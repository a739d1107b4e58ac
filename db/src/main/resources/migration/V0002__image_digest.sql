-- Of the image that a container was made of; null for what is no container.
alter table instance add column image_digest text;
