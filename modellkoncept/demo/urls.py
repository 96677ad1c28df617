from django.urls import path

from modellkoncept.demo import views

urlpatterns = [
    path("", views.demo, name="demo"),
    path("in/<int:user_id>/", views.demo_sign_in, name="demo_sign_in"),
    path("komponenter/", views.components, name="components"),
    path("brev/", views.demo_letters, name="demo_letters"),
]
